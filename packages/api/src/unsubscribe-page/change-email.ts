import {
  AppError,
  channelsOf,
  defaultChannels,
  type EmailMode,
  NotificationKind,
  type NotificationPreferences,
  newId,
} from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import type { Api } from '../http/api.ts'
import { read } from '../http/read.ts'
import { runCommandAs } from '../writes/run-command.ts'

export interface Subscriber {
  readonly member: string
  readonly workspace: string
  readonly preferences: NotificationPreferences | undefined
}

type Whose = { readonly workspaceId: string; readonly memberId: string }
type Modes = Readonly<Partial<Record<NotificationKind, EmailMode>>>

/** @throws AppError `not_found` for a member who has left */
export const loadSubscriber = (api: Api, { workspaceId, memberId }: Whose): Promise<Subscriber> =>
  read(api, workspaceId, async (tx) => {
    const [member, workspace, preferences] = [
      await getEntity(tx, workspaceId, 'member', memberId),
      await getEntity(tx, workspaceId, 'workspace', workspaceId),
      await getEntity(tx, workspaceId, 'notification_preferences', memberId),
    ]
    if (!member || member['removedAt'] !== null) throw new AppError('not_found', 'there is no such member any more')
    return {
      member: String(member['name']),
      workspace: String(workspace?.['name'] ?? ''),
      preferences: preferences as unknown as NotificationPreferences | undefined,
    }
  })

/** How it was, for who wants it back; of what was off already, how it is for everybody. */
export const modesBefore = ({ preferences }: Subscriber, kinds: readonly NotificationKind[]): Modes =>
  Object.fromEntries(
    kinds.map((kind) => {
      const { email } = channelsOf(preferences, kind)
      return [kind, email === 'off' ? defaultChannels[kind].email : email]
    }),
  )

/** As the member, who holds the link; what is so already is not changed again. */
export async function setEmail(
  call: Parameters<typeof runCommandAs>[0],
  { workspaceId, memberId }: Whose,
  { preferences }: Subscriber,
  modes: Modes,
): Promise<void> {
  const changed = NotificationKind.options.flatMap((kind) => {
    const [now, email] = [channelsOf(preferences, kind), modes[kind]]
    return email === undefined || now.email === email ? [] : [[kind, { inbox: now.inbox, email }] as const]
  })
  if (changed.length === 0) return
  const actor = { type: 'user' as const, id: memberId, memberId }
  const principal = { workspaceId, actor, scopes: ['inbox.manage' as const] }
  const data = { memberId, kinds: Object.fromEntries(changed) }
  await runCommandAs(call, principal, newId(), 'notification_preferences.set', data)
}
