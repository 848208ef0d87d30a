import { onScopeDispose, type Ref, shallowRef } from "vue";
import { useRouter } from "vue-router";
import { useLate } from "../../../ui/composables/use-late.ts";
import { useNotices } from "../../../ui/stores/notices.ts";
import { t } from "../i18n/i18n.ts";

/**
 * Whether another screen, whose code is loaded first, lets one wait. One that can't be had is told of: a server that
 * was replaced may have another build by now, which comes with a fresh page.
 */
export const useScreenLoad = (): Readonly<Ref<boolean>> => {
  const router = useRouter();
  const notices = useNotices();
  const onTheWay = shallowRef<unknown>();
  const arrived = (at: unknown): void => {
    if (onTheWay.value === at) onTheWay.value = undefined;
  };
  const stops = [
    router.beforeEach((to) => {
      onTheWay.value = to;
    }),
    router.afterEach(arrived),
    router.onError((_, to) => {
      arrived(to);
      const go = (): void => location.assign(router.resolve(to.fullPath).href);
      notices.sayLeading(t("nav.notLoaded"), { label: t("nav.loadAnew"), go });
    }),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });
  return useLate(() => onTheWay.value !== undefined);
};
