import { heartbeat } from '@temporalio/activity'

/** Also what the workers send at most; what is silent for five of them is dead (`activitiesFor`). */
export const heartbeatEveryMs = 4_000

/** Tells Temporal while it works that its process is alive: so the end of a process is seen soon, however long the work may take. */
export const beating =
  <I, O>(activity: (input: I) => Promise<O>) =>
  async (input: I): Promise<O> => {
    const timer = setInterval(() => heartbeat(), heartbeatEveryMs)
    try {
      return await activity(input)
    } finally {
      clearInterval(timer)
    }
  }
