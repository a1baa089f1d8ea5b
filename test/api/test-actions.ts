// Actions of the service of the tests: what they made, and under which keys.
import { type Action, ProviderError } from '@orchestrator/integrations'
import * as z from 'zod'

/** What is there, by the key under which it was made. */
export const notes = new Map<string, string>()
export const tries: { readonly key: string; readonly retry: boolean }[] = []

/** Of the next call: what is to happen. */
export const next: { fault: (() => Promise<unknown>) | null } = { fault: null }

/** The service did what it was asked to, and its answer was lost. */
export const lostAnswer = () =>
  Promise.reject(new ProviderError('testing', 'ambiguous', 'no answer came', { status: 502 }))

export const testActions: Readonly<Record<string, Action>> = {
  writeNote: {
    ...{ name: 'Write a note', summary: 'Writes a note in a box.', writes: true },
    input: z.strictObject({ box: z.string().regex(/^box-\d$/), text: z.string().min(1).max(100) }),
    output: z.object({ text: z.string(), found: z.boolean() }),
    async run({ text }: { text: string }, { session, key, retry }) {
      await session.check()
      tries.push({ key, retry })
      if (text === 'refused')
        throw new ProviderError('testing', 'invalid', 'not that', { fields: [{ field: 'text', message: 'another' }] })
      const found = retry && notes.has(key)
      if (!found) notes.set(key, text)
      const { fault } = next
      next.fault = null
      await fault?.()
      return { text, found }
    },
  } as Action,
}
