import { withoutQuery } from '@orchestrator/domain'
import type { RunDetail } from '@orchestrator/store'
import type { Identity } from '../../auth/identity.ts'
import { mayInWorkspace } from '../../middleware/authenticate.ts'
import { seesMessages } from '../deliveries/visible.ts'

type Step = RunDetail['steps'][number]
type Fields = Readonly<Record<string, unknown>>

const hidden = '…'

/**
 * A step's input without what not every reader of the workspace is to see: what was sent to other services, for whoever may not
 * manage integrations, and what members were told, for whoever may not read the audit log.
 */
export function visibleInput(step: Pick<Step, 'kind' | 'input'>, identity: Identity): Step['input'] {
  const messages = seesMessages(identity)
  const notices = mayInWorkspace(identity, 'audit.read')
  const { input } = step
  if (step.kind !== 'command' || !Array.isArray(input)) return input
  return (input as { type: string; data: Fields }[]).map(({ type, data }) => {
    if (type === 'delivery.create' && !messages) return { type, data: withoutContent(data) }
    if (type === 'notification.send' && !notices) return { type, data: replaced(data, ['title', 'body', 'link']) }
    return { type, data }
  }) as unknown as Step['input']
}

const cutUrl = (fields: Fields): Fields =>
  typeof fields['url'] === 'string' ? { ...fields, url: withoutQuery(fields['url']) } : fields

/** The names of headers stay: they say what is sent along, not what is in it. */
function withoutContent(data: Fields): Fields {
  const headers = Object.keys((data['headers'] as object | undefined) ?? {})
  return {
    ...replaced(cutUrl(data), ['body']),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers.map((name) => [name, hidden])) }),
  }
}

const replaced = (data: Fields, names: readonly string[]): Fields => ({
  ...data,
  ...Object.fromEntries(names.flatMap((name) => (data[name] ? [[name, hidden]] : []))),
})
