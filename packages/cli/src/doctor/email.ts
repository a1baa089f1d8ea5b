import { connect } from 'node:net'
import { requiresTls } from '@orchestrator/integrations'
import type { Config } from '../config.ts'

/** The address of the mail server without its password, or what to set for there to be one. */
export const emailInWords = ({ ORCHESTRATOR_SMTP_URL: url, ORCHESTRATOR_MAIL_FROM: from }: Config): string =>
  url === undefined
    ? 'not sent; set ORCHESTRATOR_SMTP_URL to send it'
    : `from ${from ?? '–'} over ${serverOf(url)}${encryption(url)}`

/** What is wrong with how e-mail is set up; a mail server that does not answer now is asked again later. */
export async function emailFinding(config: Config) {
  const name = 'E-mail'
  const { ORCHESTRATOR_SMTP_URL: url, ORCHESTRATOR_MAIL_FROM: from, ORCHESTRATOR_PUBLIC_URL: publicUrl } = config
  const text = emailInWords(config)
  if (url === undefined) return { name, ok: true, text }
  if (from === undefined)
    return {
      name,
      ok: false,
      text: 'nobody writes it',
      hint: 'Set ORCHESTRATOR_MAIL_FROM, the address from which it comes.',
    }
  if (!(await answers(url)))
    return { name, ok: false, text: `${serverOf(url)} does not answer`, hint: 'E-mail waits for it, for up to a day.' }
  if (publicUrl === undefined)
    return {
      ...{ name, ok: false, text: 'its links lead to this machine' },
      hint: 'Set ORCHESTRATOR_PUBLIC_URL to where people reach the API.',
    }
  return { name, ok: true, text }
}

const encryption = (url: string): string => {
  if (requiresTls(url)) return ', encrypted'
  return new URL(url).searchParams.get('tls') === 'optional' ? ', encrypted only where the server has it' : ''
}

const portOf = ({ protocol, port }: URL) => (port === '' ? (protocol === 'smtps:' ? 465 : 587) : Number(port))

const serverOf = (url: string): string => `${new URL(url).hostname}:${portOf(new URL(url))}`

function answers(url: string): Promise<boolean> {
  const { hostname } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({ host, port: portOf(new URL(url)), timeout: 5_000 })
    const end = (does: boolean) => {
      socket.destroy()
      resolve(does)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}
