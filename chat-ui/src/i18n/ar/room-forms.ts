import type { roomForms as english } from "../en/room-forms.ts";
import type { Translated } from "../schema.ts";

export const roomForms: Translated<typeof english> = {
  nameOf: "اسم الغرفة",
  searchOrJoin: "ابحث، أو ألصق اسمًا أو رابطًا واضغط Enter",
  toJoin: "غرف يمكن الانضمام إليها",
  noneYet: "لا توجد غرف بعد.",
  noneCalled: "لا غرفة تبدأ بـ «{name}».",
  noSuchName: "لا غرفة متاحة لك باسم «{name}». الغرفة الخاصة تحتاج إلى دعوة.",
  open: "افتح",
  joinRoom: "انضم إلى الغرفة",
  toMyRooms: "إلى غرفي",
  notOpen: "انتهت هذه الغرفة، أو أنها غير متاحة لك.",
  createOne: "أنشئ غرفة",
  create: "أنشئ الغرفة",
  kind: "نوع الغرفة",
  public: "عامة",
  publicAbout: "يمكن للجميع العثور عليها والانضمام إليها.",
  private: "خاصة",
  privateAbout: "للمدعوين فقط.",
  ephemeral: "مؤقتة",
  ephemeralAbout: "للضيوف أيضًا؛ تزول عند خروج آخر شخص.",
  name: "الاسم",
  topic: "الموضوع",
  topicOptional: "الموضوع (اختياري)",
  topicAbout: "عمّ تدور هذه الغرفة، لمن يجدها.",
  deleteTitle: "هل تحذف {name}؟",
  deleteAbout:
    "يُمحى كل ما كُتب فيها ({count}). لا يمكن التراجع عن ذلك. | يُمحى كل ما كُتب فيها لعضوها الوحيد ({count}). لا يمكن التراجع عن ذلك. | يُمحى كل ما كُتب فيها لعضويها ({count}). لا يمكن التراجع عن ذلك. | يُمحى كل ما كُتب فيها لجميع أعضائها ({count}). لا يمكن التراجع عن ذلك. | يُمحى كل ما كُتب فيها لجميع أعضائها ({count}). لا يمكن التراجع عن ذلك. | يُمحى كل ما كُتب فيها لجميع أعضائها ({count}). لا يمكن التراجع عن ذلك.",
  typeName: "اكتب «{name}» لحذفها",
  deleteAction: "احذف الغرفة",
};
