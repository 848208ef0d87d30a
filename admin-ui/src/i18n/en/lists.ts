export const lists = {
  all: "All",
  clear: "Clear {filter}",
  copyId: "Copy {id}",
  guestNumber: "Guest {number}",
  noMatch: "Nothing matches these filters.",
  clearFilters: "Clear the filters",
  never: "never",
  goneDetail: "This is not there, or no longer.",
  selected: "{n} selected | {n} selected",
  unselect: "Clear the selection",
  partial: "{answered} of {servers} servers answered. Not here: {missing}",
  partialCount: "{answered} of {servers} servers answered.",
} as const;
