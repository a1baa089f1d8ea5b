import { deriveId } from '../../ids.ts'

// Each looks once at a run of characters, not from each of them: texts may be long.
const email = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
/** Keys by how services write them, signed tokens, blocks of keys, and what stands behind `password:` and the like. */
const secret =
  /-----BEGIN [A-Z ]{1,40}-----[\s\S]{0,10000}?-----END [A-Z ]{1,40}-----|\b(?:orc_|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-|pk_|rk_|AKIA|AIza)[\w-]{8,}|\beyJ[\w-]{1,4000}\.[\w-]{1,4000}\.[\w-]*|\b(?:pass(?:word|wort)?|secret|token|api[_-]?key)\s*[:=]\s*\S+/gi
/** Long words of letters and digits mixed, which nobody speaks. */
const random = /(?<![\w+/=-])(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{24,}/g
const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi

/** Replaces in a JSON value what tells who it is about. Keys of objects stay. */
export type Redactor = <T>(value: T) => T

/**
 * Members’ names and ids become `person-…`, other ids `id-…`, always the same in one workspace; e-mail addresses and what looks like a secret
 * are taken out. What people write in their own words of third parties stays: these are pseudonyms, not anonymity.
 * @param members names by id
 */
export function redactorFor(workspaceId: string, members: ReadonlyMap<string, string>): Redactor {
  const pseudonym = (kind: 'person' | 'id', id: string) =>
    `${kind}-${deriveId(workspaceId, 'pseudonym', id).slice(0, 8)}`
  const people = [...members].flatMap(([id, name]) =>
    partsOf(name).map((part) => [part, pseudonym('person', id)] as const),
  )
  // Whole names before their parts.
  const byName = new Map(people.sort(([a], [b]) => b.length - a.length))
  const names =
    byName.size === 0
      ? undefined
      : new RegExp(`(?<!\\p{L})(?:${[...byName.keys()].map(escaped).join('|')})(?!\\p{L})`, 'gu')
  const redactText = (text: string) => {
    const named = text
      .replaceAll(email, '<email>')
      .replaceAll(secret, '<secret>')
      .replaceAll(uuid, (id) => pseudonym(members.has(id.toLowerCase()) ? 'person' : 'id', id.toLowerCase()))
      .replaceAll(random, '<secret>')
    return names ? named.replaceAll(names, (name) => byName.get(name) ?? name) : named
  }
  const redact = (value: unknown): unknown => {
    if (typeof value === 'string') return redactText(value)
    if (Array.isArray(value)) return value.map(redact)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, redact(part)]))
  }
  return redact as Redactor
}

/** A name as a whole, and what of it is long enough to be one by itself. */
const partsOf = (name: string): string[] =>
  [name, ...name.split(/\s+/).filter((part) => part.length >= 3)].filter((part) => part.length >= 2)

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
