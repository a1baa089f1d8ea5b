import type { JsonObject } from '../json.ts'
import type { Message, Notify } from '../run/notify.ts'
import type { Reference } from '../run/resources.ts'
import type { StepCounter } from './call.ts'
import { plainJson } from './plain-json.ts'
import type { RuntimePort } from './port.ts'

const idOf = (reference: Reference) => (typeof reference === 'string' ? reference : reference.id)

/** `notify` of a run. */
export function createNotify(port: RuntimePort, steps: StepCounter): Notify {
  const send = async (name: string, to: object, message: Message): Promise<void> => {
    const words = typeof message === 'string' ? { title: message } : message
    const step = steps.take(name, `${name} ${JSON.stringify(words.title)}`)
    await port.command(step, [{ type: 'notification.send', data: plainJson({ to, ...words }, name) as JsonObject }])
  }
  return {
    user: (member, message) => send('notify.user', { memberId: idOf(member) }, message),
    assignee: (task, message) => send('notify.assignee', { assigneeOf: idOf(task) }, message),
    lead: (project, message) => send('notify.lead', { leadOf: idOf(project) }, message),
    project: (project, message) => send('notify.project', { project: idOf(project) }, message),
    role: (role, message) => send('notify.role', { role }, message),
  }
}
