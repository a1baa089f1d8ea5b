import { Digest, isEmptyDigest } from '@orchestrator/domain'
import { digestGroups, htmlOf, type Letter, openLinks, textOf } from '@orchestrator/integrations'
import { previewDigest, readTaskLinks, tasksIn } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'

export const getDigest = defineRoute({
  method: 'get',
  path: '/v1/me/digest',
  operationId: 'getDigest',
  tag: 'Notifications',
  summary: 'What waits for you, is due and has changed',
  description:
    'Your digest as it would be sent now, without your notifications: changes since the last one that was. `format` also gives it as the e-mail shows it.',
  access: 'read',
  query: z.strictObject({ format: z.enum(['json', 'html', 'text']).default('json') }),
  answer: { status: 200, description: 'Your digest', schema: Digest },
  async handle({ api, c, workspaceId, identity, query: { format } }) {
    const { memberId } = identity.principal.actor
    const { found, links } = await read(api, workspaceId, async (tx) => {
      const found = await previewDigest(tx, { workspaceId, memberId, now: new Date() })
      return { found, links: await readTaskLinks(tx, workspaceId, format === 'json' ? [] : tasksIn(found)) }
    })
    const { workspace, ...digest } = found
    if (format === 'json') return c.json(digest)
    const letter: Letter = {
      heading: `Your work in ${workspace}`,
      // Answers are for their reader alone, who may hand this on.
      groups: digestGroups(digest, (about, id) => (about === 'task' ? openLinks(links.get(id)) : [])),
      more: isEmptyDigest(digest) ? 'Nothing waits, is due or has changed: such a digest is not sent.' : null,
      footer: `As of ${digest.until} in ${digest.timeZone}, with changes since ${digest.from}.`,
      unsubscribe: null,
    }
    return format === 'html' ? c.html(htmlOf(letter)) : c.text(textOf(letter))
  },
})
