import { expect, test } from 'vitest'
import { mentionsIn } from './mentions.ts'

const id = '019a0000-0000-7000-8000-000000000001'

test('finds members by their id and by their address, in any case', () => {
  const { ids, emails } = mentionsIn(`Hi @[Ada L.](member:${id.toUpperCase()}) and @Bob@Example.com, see (@c@d.org).`)
  expect([...ids]).toEqual([id])
  expect([...emails]).toEqual(['bob@example.com', 'c@d.org'])
})

test('an address that is only written, and what stands in code, mentions nobody', () => {
  const text = `mail ada@example.com, \`@x@example.com\`\n\`\`\`\n@y@example.com @[Y](member:${id})\n\`\`\`\n@nobody`
  expect(mentionsIn(text)).toEqual({ ids: new Set(), emails: new Set() })
})
