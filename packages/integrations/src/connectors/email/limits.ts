import type { Limits } from '../../connector/connector.ts'

/** Mail servers close the door on who logs in too often. */
export const limits: Limits = {
  requests: { perSecond: 1, burst: 20 },
  writes: { perSecond: 1, burst: 20 },
  atOnce: 1,
}
