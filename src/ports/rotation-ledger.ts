/**
 * What the servers of a cluster tell each other of refresh tokens that were rotated away: for 10 s one gets
 * the same successor again, wherever it comes (PROTOCOL §3). No clocks of hosts are compared.
 */
export interface RotationLedger {
  /** This generation of the session was rotated away now. Resolves once all can know, or none will; never rejects. */
  note(sessionId: string, generation: number): Promise<void>;
  /**
   * Whether that was noted less than 10 s ago; never rejects. False says little: the server that rotated it may
   * have had nobody to tell, and whoever is asked now may be away.
   */
  noted(sessionId: string, generation: number): Promise<boolean>;
}
