import { commandCatalogue, defaultChannels, NotificationPreferences } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import { read } from '../../http/read.ts'
import { type Call, defineRoute } from '../../http/route.ts'
import { runCommand } from '../../writes/run-command.ts'

const { data, summary } = commandCatalogue['notification_preferences.set']

/** As they are in force: kinds that a member has said nothing of are as for everybody. */
const Preferences = NotificationPreferences.pick({
  kinds: true,
  timeZone: true,
  digestHour: true,
  digestWeekday: true,
}).meta({ id: 'EffectivePreferences' })

const shared = { path: '/v1/me/notification-preferences', tag: 'Notifications' } as const

export const getPreferences = defineRoute({
  ...shared,
  method: 'get',
  operationId: 'getNotificationPreferences',
  summary: 'How you are told, of what, and when',
  access: 'read',
  answer: { status: 200, description: 'Your preferences', schema: Preferences },
  handle: (call) => present(call),
})

export const setPreferences = defineRoute({
  ...shared,
  method: 'patch',
  operationId: 'setNotificationPreferences',
  summary,
  description: 'What is left out stays as it is.',
  access: 'write',
  body: data.omit({ memberId: true }),
  bodyExample: { kinds: { commented: { inbox: true, email: 'off' } }, digestHour: 7 },
  answer: { status: 200, description: 'Your preferences after the change', schema: Preferences },
  problems: [409],
  async handle(call) {
    const { memberId } = call.identity.principal.actor
    await runCommand(call, 'notification_preferences.set', { ...call.body, memberId })
    return present(call)
  },
})

async function present({ api, c, workspaceId, identity }: Call): Promise<Response> {
  const { memberId } = identity.principal.actor
  const row = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'notification_preferences', memberId))
  const known = row as unknown as NotificationPreferences | undefined
  return c.json({
    kinds: { ...defaultChannels, ...known?.kinds },
    timeZone: known?.timeZone ?? null,
    digestHour: known?.digestHour ?? 8,
    digestWeekday: known?.digestWeekday ?? 1,
  })
}
