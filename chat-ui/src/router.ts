import { createRouter, createWebHistory, type Router, type RouterHistory } from "vue-router";
import { closeLayersOnBack } from "../../ui/logic/close-layers-on-back.ts";
import { withMessages } from "./late.ts";
import ChatPage from "./pages/ChatPage.vue";

/** The pages; App.vue leads those who are not signed in to the one that they may see. */
export const createChatRouter = (history: RouterHistory = createWebHistory()): Router => {
  const router = createRouter({
    history,
    routes: [
      { path: "/", name: "home", component: ChatPage },
      { path: "/r/:roomId/:seq(\\d+)?", name: "room", component: ChatPage },
      {
        path: "/invite/:code",
        name: "invite",
        component: withMessages(() => import("./pages/InvitePage.vue")),
      },
      {
        path: "/sign-in",
        name: "sign-in",
        component: withMessages(() => import("./pages/SignInPage.vue")),
      },
      { path: "/:rest(.*)*", redirect: "/" },
    ],
  });
  closeLayersOnBack(router);
  return router;
};
