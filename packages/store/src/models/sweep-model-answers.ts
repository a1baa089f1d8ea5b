import type { Store } from '../store.ts'
import { oldestCachedMs } from './model-cache.ts'

/** So long a run may take to go on with an answer. */
const keptMs = 7 * 86_400_000

/** Answers that nobody comes for any more go; what they cost stays. */
export const sweepModelAnswers = (store: Store): Promise<unknown> =>
  store.sql`
    select sweep_model_answers(now() - ${keptMs} * interval '1 ms', now() - ${oldestCachedMs} * interval '1 ms')`
