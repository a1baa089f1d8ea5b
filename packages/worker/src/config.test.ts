import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const needed = {
  DATABASE_URL: 'postgres://owner@127.0.0.1/orchestrator',
  ORCHESTRATOR_MASTER_KEY: Buffer.alloc(32).toString('base64'),
}
const smtp = { ORCHESTRATOR_SMTP_URL: 'smtps://us:gu3ss-4711@smtp.example.com' }

test('e-mail needs a server and somebody who writes; what is empty is not set', () => {
  expect(readConfig({ ...needed, ORCHESTRATOR_SMTP_URL: '' }).mail).toBeNull()
  expect(() => readConfig({ ...needed, ...smtp })).toThrow('ORCHESTRATOR_MAIL_FROM')
  const from = 'Orchestrator <orc@example.com>'
  const publicUrl = 'https://orc.example.com/'
  expect(
    readConfig({ ...needed, ...smtp, ORCHESTRATOR_MAIL_FROM: from, ORCHESTRATOR_PUBLIC_URL: publicUrl }).mail,
  ).toEqual({ url: smtp.ORCHESTRATOR_SMTP_URL, from, publicUrl: 'https://orc.example.com' })
})

test('an error says which variable is wrong, and not what it holds', () => {
  for (const wrong of [
    { ...smtp, ORCHESTRATOR_MAIL_FROM: 'nobody' },
    { ...smtp, ORCHESTRATOR_MAIL_FROM: 'a@example.com\r\nBcc: b@example.com' },
    { ORCHESTRATOR_SMTP_URL: 'http://us:gu3ss-4711@smtp.example.com' },
  ]) {
    const read = () => readConfig({ ...needed, ...wrong })
    expect(read).toThrow(/ORCHESTRATOR_(MAIL_FROM|SMTP_URL)/)
    expect(read).not.toThrow(/gu3ss/)
  }
})
