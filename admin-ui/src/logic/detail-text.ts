import { figures } from "../i18n/formats.ts";

const MOMENT_FIELD = /(?:_at|until)$/;
const MILLISECONDS = /^\d{13}$/;

/** What the audit log says of a field, for reading: a moment is one, whatever number it is kept as. */
export const detailText = ({ field, value }: { field: string; value: string }): string =>
  MOMENT_FIELD.test(field) && MILLISECONDS.test(value) ? figures.moment(Number(value)) : value;
