import { connect } from 'node:net'
import type { MailFacts } from './setup-facts.ts'

/** The address of the mail server without its password, or what to set for there to be one. */
export const emailInWords = ({ server, encryption, from }: MailFacts): string =>
  server === undefined
    ? 'not sent; set ORCHESTRATOR_SMTP_URL to send it'
    : `from ${from ?? '–'} over ${server}${encryption === undefined ? '' : words[encryption]}`

const words = { always: ', encrypted', offered: ', encrypted only where the server has it' } as const

/** What is wrong with how e-mail is set up; a mail server that does not answer now is asked again later. */
export async function emailFinding(facts: MailFacts) {
  const name = 'E-mail'
  const { server, from, publicUrl } = facts
  const text = emailInWords(facts)
  if (server === undefined) return { name, ok: true, text }
  if (from === undefined)
    return {
      name,
      ok: false,
      text: 'nobody writes it',
      hint: 'Set ORCHESTRATOR_MAIL_FROM, the address from which it comes.',
    }
  if (!(await answers(server)))
    return { name, ok: false, text: `${server} does not answer`, hint: 'E-mail waits for it, for up to a day.' }
  if (publicUrl === undefined)
    return {
      ...{ name, ok: false, text: 'its links lead to this machine' },
      hint: 'Set ORCHESTRATOR_PUBLIC_URL to where people reach the API.',
    }
  return { name, ok: true, text }
}

function answers(server: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${server}`)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: 5_000 })
    const end = (does: boolean) => {
      socket.destroy()
      resolve(does)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}
