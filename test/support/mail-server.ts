// A real SMTP server that takes e-mail and answers as a test says.
import type { AddressInfo, Socket } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface MailServer {
  readonly url: string
  readonly port: number
  /** What came to an address, the oldest first. */
  received(address: string): readonly ParsedMail[]
  /** Answers so to the next e-mails: to their address, or to all that they say. */
  refuseNext(at: 'address' | 'message', responseCode: number, text?: string): void
  /** Takes what comes, and does not say so until it is told to. @returns how to go on */
  holdAnswers(): () => void
  /** As a server does that is ended. */
  dropConnections(): void
  close(): Promise<void>
}

export async function startMailServer(options: { port?: number; password?: string } = {}): Promise<MailServer> {
  const all: ParsedMail[] = []
  const refusals: { at: string; error: Error }[] = []
  let held: Promise<void> | undefined
  const refusal = (at: string) => (refusals[0]?.at === at ? refusals.shift()?.error : undefined)
  const server = new SMTPServer({
    authOptional: options.password === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ password }, _session, done) => {
      if (password === options.password) done(null, { user: 'us' })
      else done(new Error(`the password ${password} is wrong`))
    },
    onRcptTo: (_address, _session, done) => done(refusal('address')),
    onData: (stream, _session, done) => {
      simpleParser(stream).then(async (mail) => {
        const refused = refusal('message')
        if (!refused) all.push(mail)
        await held
        done(refused)
      }, done)
    },
  })
  const connections = new Set<Socket>()
  server.server.on('connection', (socket: Socket) => void connections.add(socket))
  // Connections that a test breaks off are no news.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received: (address) => all.filter(({ to }) => [to].flat().some((one) => one?.value[0]?.address === address)),
    refuseNext: (at, responseCode, text = 'not this one') =>
      void refusals.push({ at, error: Object.assign(new Error(text), { responseCode }) }),
    holdAnswers: () => {
      let release = () => {}
      held = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    dropConnections: () => {
      for (const connection of connections) connection.destroy()
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
