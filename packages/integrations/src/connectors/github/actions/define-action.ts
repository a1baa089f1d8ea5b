import { createHash } from 'node:crypto'
import type * as z from 'zod'
import type { Action } from '../../../connector/connector.ts'
import type { GitHubClient } from '../client.ts'
import { githubSession } from '../subscribe.ts'

export interface ActionContext {
  readonly client: GitHubClient
  /** Of the key: what is hidden in what is made, to find it again. */
  readonly marker: string
  readonly retry: boolean
}

export function defineAction<I, O>(definition: {
  readonly name: string
  readonly summary: string
  readonly input: z.ZodType<I>
  readonly output: z.ZodType<O>
  run(input: I, context: ActionContext): Promise<O>
}): Action {
  const action: Action<I, O> = {
    ...definition,
    writes: true,
    run: (input, { session, key, retry }) =>
      definition.run(definition.input.parse(input), {
        client: githubSession(session).client,
        marker: markerOf(key),
        retry,
      }),
  }
  return action as Action
}

/** Keys may be long, and have what a comment must not. */
const markerOf = (key: string) => `action-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
