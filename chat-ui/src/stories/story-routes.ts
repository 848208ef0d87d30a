import { createMemoryHistory, createRouter, type Router } from "vue-router";
import ChatPage from "../pages/ChatPage.vue";
import SignInPage from "../pages/SignInPage.vue";

/** The app's pages with an address of their own making: the page's own says which story it is. */
export const createStoryRouter = (): Router =>
  createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/", name: "home", component: ChatPage },
      { path: "/r/:roomId", name: "room", component: ChatPage },
      { path: "/sign-in", name: "sign-in", component: SignInPage },
    ],
  });
