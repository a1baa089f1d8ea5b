import * as z from 'zod'
import type { Action, Session } from './connector.ts'
import type { FieldValue, Item, ItemRef } from './item.ts'
import { ProviderError } from './provider-error.ts'

export interface ActionContext {
  readonly session: Session
  readonly key: string
  readonly retry: boolean
}

/** An action whose input is checked: what is wrong with it is `invalid`, with each field. @default writes true */
export function defineAction<I, O>(
  provider: string,
  action: {
    readonly name: string
    readonly summary: string
    readonly writes?: boolean
    readonly input: z.ZodType<I>
    readonly output: z.ZodType<O>
    run(input: I, context: ActionContext): Promise<O>
  },
): Action {
  const run = async (input: unknown, context: ActionContext): Promise<O> => {
    const given = action.input.safeParse(input)
    if (given.success) return action.run(given.data, context)
    const fields = given.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
    throw new ProviderError(provider, 'invalid', z.prettifyError(given.error), { fields })
  }
  return { writes: true, ...action, run } as Action
}

/** So long after the first try what it made is still looked for. */
const lookBackMs = 2 * 86_400_000

/** An item that is made once, however often it is tried: it carries the key of the step. */
export async function makeOnce(
  { session, key, retry }: ActionContext,
  where: { readonly containerId: string; readonly type: string; readonly on: ItemRef | null },
  fields: Readonly<Record<string, FieldValue>>,
): Promise<Item> {
  const marker = `action:${key}`
  const since = new Date(Date.now() - lookBackMs).toISOString()
  const found = retry ? await session.search({ ...where, marker, since }) : null
  return found ?? session.create({ ...where, fields, marker })
}

/** What an action tells of an item that it made or changed. */
export const Made = z.object({ id: z.string(), key: z.string().nullable(), url: z.string().nullable() })
export const made = ({ id, key, url }: Item): z.infer<typeof Made> => ({ id, key, url })
