import { NotificationKind } from '@orchestrator/domain'
import { readResubscribeLink, readUnsubscribeLink, signResubscribeLink } from '@orchestrator/store'
import type { Context, Hono } from 'hono'
import type { Api, Env } from '../http/api.ts'
import { mediaType, readBytes } from '../http/read-body.ts'
import { noticePage, pageHeaders } from '../pages/layout.ts'
import { linkOf } from '../pages/read-link.ts'
import { problemKinds } from '../problem/problem.ts'
import { toAppError } from '../problem/to-app-error.ts'
import { loadSubscriber, modesBefore, setEmail } from './change-email.ts'
import { askPage, donePage, undonePage } from './page-html.ts'

/** As what logs and figures know the pages: the address itself is a secret. */
export const unsubscribePageRoutes = ['/unsubscribe/{token}', '/unsubscribe/undo/{token}'] as const

const mostBytes = 16 * 1024

type Page = ReturnType<typeof noticePage>

/**
 * The pages behind the links of an e-mail, without a login. Opening one asks and changes nothing; a POST does, from the page or by
 * itself from a mail program (RFC 8058), and is answered without a redirect, which such programs do not follow.
 */
export function registerUnsubscribePages(app: Hono<Env>, api: Api): void {
  const [ask, undo] = unsubscribePageRoutes
  app.get('/unsubscribe/:token', (c) =>
    answered(c, ask, async () => {
      const link = await linkOf(api, c, readUnsubscribeLink)
      const { member, workspace } = await loadSubscriber(api, link)
      return askPage(link.kinds, member, workspace)
    }),
  )
  app.post('/unsubscribe/:token', (c) =>
    answered(c, ask, async () => {
      const link = await linkOf(api, c, readUnsubscribeLink)
      const kinds = (await wantsAll(c)) ? NotificationKind.options : link.kinds
      const subscriber = await loadSubscriber(api, link)
      await setEmail({ api, c }, link, subscriber, Object.fromEntries(kinds.map((kind) => [kind, 'off'])))
      const modes = modesBefore(subscriber, kinds)
      return donePage(kinds, `/unsubscribe/undo/${signResubscribeLink(api.config.masterKey, { ...link, modes })}`)
    }),
  )
  app.post('/unsubscribe/undo/:token', (c) =>
    answered(c, undo, async () => {
      const link = await linkOf(api, c, readResubscribeLink)
      await setEmail({ api, c }, link, await loadSubscriber(api, link), link.modes)
      return undonePage(NotificationKind.options.filter((kind) => link.modes[kind] !== undefined))
    }),
  )
}

/** What goes wrong is a page for people. */
async function answered(c: Context<Env>, route: string, work: () => Promise<Page>): Promise<Response> {
  c.set('route', route)
  try {
    return c.html(await work(), 200, pageHeaders)
  } catch (error) {
    const { code, message } = toAppError(error)
    if (code === 'internal') c.get('logger').error({ err: error }, 'unexpected error')
    const text = texts[code] ?? (code === 'internal' ? 'We are sorry. Please try again later.' : message)
    return c.html(noticePage('That did not work', text), problemKinds[code].status as 400, pageHeaders)
  }
}

const texts: Readonly<Record<string, string>> = {
  invalid_signature: 'This link is not valid. Perhaps a part of it is missing.',
  not_found: 'You are no member of this workspace any more, and get no e-mail from it.',
  rate_limited: 'That was not possible just now. Try again in a moment.',
  unavailable: 'That was not possible just now. Try again in a moment.',
}

/** A mail program sends a form of its own, in whatever form; only ours says more. */
async function wantsAll(c: Context<Env>): Promise<boolean> {
  const body = Buffer.from(await readBytes(c, mostBytes)).toString('utf8')
  if (mediaType(c.req.header('content-type')) !== 'application/x-www-form-urlencoded') return false
  return new URLSearchParams(body).get('all') === '1'
}
