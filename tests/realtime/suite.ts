import { afterAll, beforeAll, describe } from "vitest";
import { long } from "../harness/long.ts";
import { attachmentCases } from "./attachments.ts";
import { authenticationCases } from "./authentication.ts";
import { changeCases } from "./changes.ts";
import { churnCases } from "./churn.ts";
import { creatingCases } from "./creating.ts";
import { drainingCases } from "./draining.ts";
import { ephemeralCases, SHORT_TTL } from "./ephemeral.ts";
import { fieldCases } from "./fields.ts";
import { frameCases } from "./frames.ts";
import { handshakeCases } from "./handshake.ts";
import { joiningCases } from "./joining.ts";
import { leavingCases } from "./leaving.ts";
import { limitCases } from "./limits.ts";
import { messageCases } from "./messages.ts";
import { orderingCases } from "./ordering.ts";
import { presenceCases } from "./presence.ts";
import { profileCases } from "./profile.ts";
import { readingCases } from "./reading.ts";
import { resumingCases } from "./resuming.ts";
import { revocationCases } from "./revocation.ts";
import { silenceCases } from "./silence.ts";
import { singleRoomCases, singleRoomForMembersCases } from "./single-room.ts";
import { type SetStage, Stage } from "./stage.ts";
import type { OpenTarget, Target } from "./target.ts";

/** A target for the cases of the surrounding `describe`. */
const stageOn = (open: OpenTarget, settings: Readonly<Record<string, string>>): SetStage => {
  let target: Target | undefined;
  beforeAll(async () => {
    target = await open(settings);
  });
  afterAll(() => target?.[Symbol.asyncDispose]());
  return () => {
    if (target === undefined) throw new Error("the target did not start");
    return new Stage(target);
  };
};

/**
 * What PROTOCOL says of the WebSocket, sentence by sentence, over real sockets. Cases share servers, so they
 * bring their own people and rooms; what changes a whole server has a target to itself.
 */
export const realtimeSuite = (name: string, open: OpenTarget): void => {
  describe(name, () => {
    describe.concurrent("on a server without limits", () => {
      const set = stageOn(open, { RATE_LIMITS: "off" });
      describe("handshake", () => handshakeCases(set));
      describe("frames", () => frameCases(set));
      describe("fields", () => fieldCases(set));
      describe("authenticate", () => authenticationCases(set));
      describe("resuming", () => resumingCases(set));
      describe("create_room", () => creatingCases(set));
      describe("join_room", () => joiningCases(set));
      describe("leave_room", () => leavingCases(set));
      describe("send_message", () => messageCases(set));
      describe("attachments, reports", () => attachmentCases(set));
      describe("edit_message, delete_message, react", () => changeCases(set));
      describe("open_room, typing", () => presenceCases(set));
      describe("read", () => readingCases(set));
      describe("update_username", () => profileCases(set));
      describe("order", () => orderingCases(set));
      describe("churn", () => churnCases(set));
      describe("revocation", () => revocationCases(set));
      if (long) describe("silence", () => silenceCases(set));
      describe("single_room", () => singleRoomCases(set));
    });
    describe("what changes a whole server", () => {
      const set = stageOn(open, { RATE_LIMITS: "off", LOG_LEVEL: "debug" });
      singleRoomForMembersCases(set);
      drainingCases(set);
    });
    describe("limits", () => limitCases(stageOn(open, {})));
    describe("short-lived rooms, guests in public ones", () => {
      const settings = { RATE_LIMITS: "off", GUESTS: "public", EPHEMERAL_TTL: String(SHORT_TTL) };
      ephemeralCases(stageOn(open, settings));
    });
  });
};
