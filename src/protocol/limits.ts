/**
 * Every number of the public contract in one place (PROTOCOL §1–§5).
 * Lengths of text are Unicode code points unless the name says bytes; times are milliseconds.
 */
export const LIMITS = {
  /** One WebSocket message, however fragmented; beyond it the socket closes with 1009. */
  frameBytes: 64 * 1024,
  /** Fragments of one message, where the runtime shows them. */
  frameFragments: 64,
  /** A JSON request body; beyond it `too_large`. */
  bodyBytes: 64 * 1024,
  /** Malformed frames (binary, not JSON, unknown action, not UTF-8) a connection may send a minute. */
  malformedFramesPerMinute: 10,

  refLength: 64,
  cidLength: 64,
  idLength: 64,
  usernameMin: 3,
  usernameMax: 32,
  passwordMin: 8,
  passwordMax: 256,
  displayName: 64,
  guestDisplayName: 16,
  roomName: 64,
  ephemeralRoomName: 16,
  topic: 256,
  reason: 500,
  announcement: 500,
  content: 4_000,
  emojiBytes: 64,
  emojisPerMessage: 50,
  /** Different words behind an `@`: the members among the first so many are mentioned. */
  mentionsPerMessage: 50,
  excerpt: 120,
  attachmentsPerMessage: 10,
  searchQuery: 200,

  /** The last moment that a Date can be: one beyond it would be stored as none at all. */
  lastTime: 8_640_000_000_000_000,

  pageDefault: 50,
  pageMax: 100,
  roomsPerUser: 1_000,
  presenceUsers: 100,

  guestNumberMin: 10_000,
  guestNumberMax: 99_999,
  guestIdleMs: 60 * 60_000,

  accessTokenMs: 10 * 60_000,
  refreshTokenMs: 30 * 24 * 60 * 60_000,
  /** A refresh token rotated away for less than this gets the same successor again. */
  refreshGraceMs: 10_000,
  resetCodeMs: 24 * 60 * 60_000,
  inviteMaxMs: 30 * 24 * 60 * 60_000,
  inviteDefaultMs: 7 * 24 * 60 * 60_000,
  inviteMaxUses: 10_000,

  authenticateMs: 5_000,
  heartbeatMs: 30_000,
  silenceMs: 60_000,
  reauthenticateBeforeMs: 30_000,
  /** A cursor further behind than this is answered with `reset`. */
  replayEntries: 1_000,
  ephemeralGraceMs: 60_000,
  ephemeralTtlMs: 4_020_000,
  drainMs: 25_000,
  uploadBytes: 10 * 1024 * 1024,
  /** A file's name, in code points; longer ones are shortened. */
  attachmentName: 128,
  /** What one user's files may take up together: those in messages, and those not sent yet. */
  filesBytes: 1024 * 1024 * 1024,
  guestFilesBytes: 50 * 1024 * 1024,
  filesPerUser: 10_000,
  /** Of one user, at the same time. */
  uploadsAtOnce: 4,
  /** What was uploaded and never sent is removed after so long. */
  unsentFileMs: 24 * 60 * 60_000,
  /** An image that is larger is refused: shown, it takes four bytes for each of its pixels. */
  imageSide: 16_384,
  imagePixels: 50_000_000,
} as const;
