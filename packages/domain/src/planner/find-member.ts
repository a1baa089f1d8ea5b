import type { PlanMember } from './context.ts'

/** The one member whom somebody may have meant by a name; undefined when nobody or several answer to it. */
export function findMember(written: string, members: readonly PlanMember[]): PlanMember | undefined {
  const name = plain(written)
  const ways: readonly ((member: PlanMember) => boolean)[] = [
    (member) => plain(member.name) === name || member.email.toLowerCase() === written.toLowerCase(),
    (member) => plain(member.email.split('@')[0] ?? '') === name,
    (member) => member.name.split(/\s+/).some((part) => plain(part) === name),
  ]
  for (const isMeant of ways) {
    const found = members.filter(isMeant)
    if (found.length > 0) return found.length === 1 ? found[0] : undefined
  }
  return undefined
}

/** `Ada-Lovelace`, `ada.lovelace` and `Ada Lovelace` are one. */
const plain = (text: string) => text.toLowerCase().replace(/[\s._-]+/g, '')
