import { computed, nextTick, type Ref } from "vue";
import { useRouter } from "vue-router";
import type { SearchHit } from "../../../src/protocol/entries.ts";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import { useLayer } from "../../../ui/composables/use-layer.ts";
import { useMessageSearch } from "../stores/message-search.ts";
import { typeAhead } from "./type-ahead.ts";

const isInField = (): boolean => document.activeElement?.closest("[data-search-field]") != null;

interface Panes {
  readonly room: Readonly<Ref<RoomSummary | undefined>>;
  readonly threePanes: Readonly<Ref<boolean>>;
  /** Shows once more the message that the address names. */
  jumpTo(seq: number): void;
  focusField(): void;
  focusComposer(): void;
}

/** Where the search is on the page: beside the conversation when there is room, else in its place. */
export const useSearchPanes = ({ room, threePanes, jumpTo, focusField, focusComposer }: Panes) => {
  const search = useMessageSearch();
  const router = useRouter();

  const beside = computed(() => search.shown && threePanes.value);
  const instead = computed(() => search.shown && !threePanes.value);
  /** A hit is shown, and the results are not. */
  const hitAlone = computed(
    () =>
      !search.shown && search.current !== undefined && search.current.room_id === room.value?.id,
  );

  /** With what was found before. */
  const reopen = async (): Promise<void> => {
    search.show();
    await nextTick();
    focusField();
    // The first time the panel has to be loaded.
    if (!isInField()) typeAhead(search.setText);
  };
  const open = async (everywhere: boolean): Promise<void> => {
    if (everywhere) search.removeChip("in");
    else if (room.value) search.narrowTo(room.value);
    await reopen();
  };
  const close = async (): Promise<void> => {
    search.hide();
    search.leaveHit();
    // What the search covered takes no focus before it is uncovered.
    await nextTick();
    focusComposer();
  };
  useLayer(
    () => instead.value,
    () => void close(),
  );
  const openHit = (hit: SearchHit): void => {
    search.land(hit);
    if (!threePanes.value) search.hide();
    const params = { roomId: hit.room_id, seq: String(hit.message.seq) };
    const { roomId, seq } = router.currentRoute.value.params;
    if (roomId === params.roomId && seq === params.seq) {
      jumpTo(hit.message.seq);
      return;
    }
    // One step back leads to where the search began, not through all that it found.
    const go = roomId === params.roomId && seq ? router.replace : router.push;
    void go({ name: "room", params });
  };
  /** False when the field has the focus already: then the keys are the browser's own search. */
  const onFindKeys = (everywhere: boolean): boolean => {
    if (search.shown && isInField()) return false;
    void open(everywhere);
    return true;
  };

  return { beside, instead, hitAlone, open, reopen, close, openHit, onFindKeys };
};
