import { onScopeDispose, type Ref } from "vue";
import { useRouter } from "vue-router";
import { useLate } from "../../../ui/composables/use-late.ts";
import { useNotices } from "../../../ui/stores/notices.ts";
import { t } from "../i18n/i18n.ts";
import { wayOf } from "./router-way.ts";

/**
 * Whether another screen, whose code is loaded first, lets one wait. One that can't be had is told of: a server that
 * was replaced may have another build by now, which comes with a fresh page.
 */
export const useScreenLoad = (): Readonly<Ref<boolean>> => {
  const router = useRouter();
  const notices = useNotices();
  const way = wayOf(router);
  const stop = router.onError((_, to) => {
    const go = (): void => location.assign(router.resolve(to.fullPath).href);
    notices.sayLeading(t("nav.notLoaded"), { label: t("nav.loadAnew"), go });
  });
  onScopeDispose(stop);
  return useLate(() => way.value !== undefined);
};
