import { AppError, type Command, type CommandInput, type CommandType, deriveId } from '@orchestrator/domain'
import { ProviderError } from '@orchestrator/integrations'
import type { AppliedCommand, SlackMember } from '@orchestrator/store'
import * as z from 'zod'
import { asMember, asPerson, type SlackApp } from './app.ts'
import { nobodyInWords } from './nobody-in-words.ts'
import { whoIs } from './people.ts'
import { escaped } from './text.ts'

/** Something that somebody did in Slack. */
export interface SlackCall {
  readonly app: SlackApp
  /** The same for each try: what is done under it is done once. */
  readonly deliveryId: string
  readonly receivedAt: Date
  readonly userId: string
  /** Says something to them alone. */
  readonly tell: (message: { text: string; blocks?: readonly object[] }) => Promise<void>
}

export type MemberCall = SlackCall & { readonly member: SlackMember }

export const idOf = ({ app, deliveryId }: SlackCall, name: string | number): string =>
  deriveId(app.connection.id, 'slack', deliveryId, name)

/** Done as the member, with their rights, once however often it is tried. @throws AppError */
export async function act<T extends CommandType>(
  call: MemberCall,
  type: T,
  data: CommandInput<T>,
  name: string | number = 0,
): Promise<AppliedCommand> {
  const command = { id: idOf(call, name), type, data } as unknown as Command
  const { store, workspaceId } = call.app
  const as = type === 'patch.review' ? asPerson : asMember
  const [applied] = await store.execute(as(workspaceId, call.member.id), [command])
  if (!applied) throw new AppError('internal', 'a command without a result')
  return applied
}

/** Does it as who they are here; whoever is nobody is told how to change that, and what is refused is said in words. */
export async function asWhoTheyAre(call: SlackCall, work: (call: MemberCall) => Promise<void>): Promise<void> {
  const member = await whoIs(call.app, call.userId)
  if (typeof member === 'string') return call.tell({ text: nobodyInWords(call, member) })
  try {
    await work({ ...call, member })
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'unavailable') throw error
    await call.tell({ text: inWords(error) })
  }
}

/** Who is named in a refusal is named as Slack does; all else that it quotes means nothing there. */
const quoted = (text: string): string => escaped(text).replace(/&lt;(@[UW][A-Z0-9]+)&gt;/g, '<$1>')

export function inWords(error: AppError): string {
  const [field] = error.fields
  if (error.code === 'forbidden') return `You may not do that: ${quoted(error.message)}.`
  if (error.code === 'invalid_input' && field)
    return `That cannot be so: ${escaped(`${field.path}: ${field.expected}`)}.`
  return `That did not work: ${quoted(error.message)}.`
}

/** Opens a modal, for which there are three seconds. */
export async function openModal(call: SlackCall, triggerId: string, view: object): Promise<void> {
  try {
    await call.app.client.ask(z.unknown(), 'views.open', { trigger_id: triggerId, view })
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    // An attempt before this one has opened it.
    if (error.message.includes('exchanged_trigger_id') || error.kind === 'ambiguous') return
    if (!/trigger/.test(error.message)) throw error
    await call.tell({ text: 'That took too long, please try again.' })
  }
}
