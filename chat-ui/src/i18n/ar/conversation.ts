import type { conversation as english } from "../en/conversation.ts";
import type { Translated } from "../schema.ts";

export const conversation: Translated<typeof english> = {
  newMessages:
    "لا رسائل جديدة | رسالة جديدة واحدة | رسالتان جديدتان | {n} رسائل جديدة | {n} رسالة جديدة | {n} رسالة جديدة",
  membersOnline: "الأعضاء: {online} من {n} متصلون",
  typing:
    "… | {names} يكتب… | {names} يكتبان… | {names} يكتبون… | {names} يكتبون… | {names} يكتبون…",
  manyTyping: "عدة أشخاص يكتبون…",
};
