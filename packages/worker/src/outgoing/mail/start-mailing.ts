import { createMailSender } from '@orchestrator/integrations/outgoing'
import type { Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import { type Loop, startLoop } from '../../loop.ts'
import { type MailerOptions, sendEmails } from './mailer.ts'

/** The mail server, and who writes. */
export interface MailConfig {
  readonly url: string
  readonly from: string
  /** Where people reach the API: links go there. */
  readonly publicUrl: string
}

const interval = 1_000

/** Looks for e-mail that is due, again and again. */
export function startMailing(
  options: MailConfig & { store: Store; appStore: Store; masterKey: string; logger: Logger } & Pick<
      MailerOptions,
      'pauses'
    >,
): Pick<Loop, 'stop'> {
  const { url, from, ...rest } = options
  const sender = createMailSender({ url, from })
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'
  let last: string | undefined
  const loop = startLoop('the sending of e-mail', interval, rest.logger, async () => {
    last = await sendEmails({ ...rest, sender, domain }, last)
  })
  return {
    stop: async () => {
      await loop.stop()
      sender.close()
    },
  }
}
