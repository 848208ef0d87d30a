import { createAdminApi } from "./api/admin-api.ts";
import { createAdminApp } from "./create-app.ts";
import { createAdminRouter } from "./router.ts";

createAdminApp(createAdminApi(), createAdminRouter()).mount("#app");
