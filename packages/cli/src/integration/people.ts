import { type Access, callApi, getJson } from '../api-client.ts'
import { type ApiFlags, accessOf } from '../commands/access-options.ts'
import { printJson, printTable } from '../output.ts'
import { memberIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { findConnection } from './find-connection.ts'

interface Person {
  id: string
  name: string
  email: string | null
}

interface UserLink {
  id: string
  externalUserId: string
  externalName: string
  memberId: string
  how: string
}

const peopleOf = (access: Access, connectionId: string) =>
  getJson<{ items: Person[] }>(access, `/v1/connections/${connectionId}/users`).then(({ items }) => items)

const linksOf = (access: Access, connectionId: string) =>
  getJson<{ items: UserLink[] }>(access, '/v1/user-links', { query: { connectionId, limit: 200 } }).then(
    ({ items }) => items,
  )

/** Lists who is there in the service, and which members they are. */
export async function listPeople(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id, name } = await findConnection(access, words)
  const [people, links, members] = await Promise.all([
    peopleOf(access, id),
    linksOf(access, id),
    getJson<{ items: { id: string; name: string }[] }>(access, '/v1/members', { query: { limit: 200 } }),
  ])
  const linked = new Map(links.map((link) => [link.externalUserId, link]))
  // Who is linked may be in nothing that is mapped any more.
  const gone = links.filter(({ externalUserId }) => !people.some((person) => person.id === externalUserId))
  const all = [
    ...people,
    ...gone.map(({ externalUserId, externalName }) => ({ id: externalUserId, name: externalName, email: null })),
  ]
  const items = all.map((person) => {
    const link = linked.get(person.id)
    const member = members.items.find((one) => one.id === link?.memberId)?.name ?? link?.memberId ?? null
    return { ...person, memberId: link?.memberId ?? null, member, how: link?.how ?? null }
  })
  if (flags.json) return printJson({ items })
  printTable(
    ['THERE', 'ID', 'ADDRESS', 'HERE', 'KNOWN BY'],
    items.map((one) => [one.name, one.id, one.email ?? '', one.member ?? 'nobody', inWords[one.how ?? ''] ?? '']),
    `“${name}” tells of nobody yet: map something first.`,
  )
  const [nobody] = items.filter(({ member }) => member === null)
  if (nobody) console.log(`\nSay who is who: npx orchestrator connection link ${words} ${nobody.name} <member>`)
}

const inWords: Readonly<Record<string, string>> = { email: 'their address', manual: 'what somebody said' }

/** Says which member somebody of the service is. */
export async function linkPerson(words: string, person: string, member: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id: connectionId, name } = await findConnection(access, words)
  const found = await findPerson(await peopleOf(access, connectionId), person, name)
  const memberId = await memberIdOf(access, member)
  const body = { connectionId, externalUserId: found.id, externalName: found.name, memberId }
  const link = await getJson<UserLink>(access, '/v1/user-links', { body })
  if (flags.json) return printJson(link)
  console.log(`${found.name} in “${name}” is ${member}`)
}

/** Takes that back. */
export async function unlinkPerson(words: string, person: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id: connectionId, name } = await findConnection(access, words)
  const links = await linksOf(access, connectionId)
  const people = links.map(({ id, externalUserId, externalName }) => {
    return { id: externalUserId, name: externalName, email: null, linkId: id }
  })
  const { linkId, ...found } = await findPerson(people, person, name)
  await callApi(access, `/v1/user-links/${linkId}`, { method: 'DELETE' })
  if (flags.json) return printJson({ ...found, memberId: null })
  console.log(`${found.name} in “${name}” is nobody here`)
}

async function findPerson<T extends Person>(people: readonly T[], words: string, connection: string): Promise<T> {
  const wanted = words.toLowerCase()
  const found = people.filter((one) => [one.id, one.name, one.email].some((text) => text?.toLowerCase() === wanted))
  const [first] = found
  if (first && found.length === 1) return first
  const hint = `See: npx orchestrator connection people ${connection}`
  if (first) throw new UserError(`Several people in “${connection}” are called “${words}”: give the id.`, { hint })
  throw new UserError(`There is no “${words}” in “${connection}”.`, { hint })
}
