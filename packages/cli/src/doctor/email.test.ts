import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { emailFinding, emailInWords } from './email.ts'
import { mailFactsOf } from './setup-facts.ts'

const from = 'Orchestrator <no-reply@example.com>'
const mailOf = (env: Record<string, string>) => mailFactsOf(readConfig(env))

test('without a mail server nothing is wrong, and it is said what to set', async () => {
  expect(await emailFinding(mailOf({ ORCHESTRATOR_SMTP_URL: '' }))).toMatchObject({
    ok: true,
    text: expect.stringContaining('ORCHESTRATOR_SMTP_URL'),
  })
})

test('says whether e-mail is encrypted', () => {
  const words = (url: string) => emailInWords(mailOf({ ORCHESTRATOR_SMTP_URL: url, ORCHESTRATOR_MAIL_FROM: from }))
  expect(words('smtp://mail.example.com')).toBe(`from ${from} over mail.example.com:587, encrypted`)
  expect(words('smtps://mail.example.com?tls=optional')).toMatch(/:465, encrypted$/)
  expect(words('smtp://mail.example.com?tls=optional')).toMatch(/, encrypted only where the server has it$/)
  expect(words('smtp://localhost:1025')).toMatch(/:1025$/)
  expect(words('smtp://localhost:1025?tls=required')).toMatch(/:1025, encrypted$/)
})

test('says what is missing, and never the password', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const url = `smtp://us:gu3ss-4711@127.0.0.1:${port}`
  const own = { ORCHESTRATOR_SMTP_URL: url, ORCHESTRATOR_MAIL_FROM: from }
  const findings = [
    await emailFinding(mailOf({ ORCHESTRATOR_SMTP_URL: url })),
    await emailFinding(mailOf(own)),
    await emailFinding(mailOf({ ...own, ORCHESTRATOR_PUBLIC_URL: 'https://orc.example.com' })),
  ]
  await new Promise((resolve) => server.close(resolve))
  findings.push(await emailFinding(mailOf(own)))
  expect(findings.map(({ ok, text, hint }) => [ok, hint ?? text])).toEqual([
    [false, expect.stringContaining('ORCHESTRATOR_MAIL_FROM')],
    [false, expect.stringContaining('ORCHESTRATOR_PUBLIC_URL')],
    [true, `from ${from} over 127.0.0.1:${port}`],
    [false, expect.stringContaining('waits for it')],
  ])
  expect(JSON.stringify([findings, emailInWords(mailOf(own))])).not.toContain('gu3ss')
  expect(() => readConfig({ ORCHESTRATOR_SMTP_URL: 'gu3ss-4711@somewhere' })).toThrow(
    /ORCHESTRATOR_SMTP_URL: (?!.*gu3ss)/,
  )
})
