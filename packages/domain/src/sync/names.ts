import type { CustomField } from '../entities/custom-field.ts'
import type { FieldMap } from '../entities/mapping.ts'

/** Who and what of one side is whom and what of the other; null: nobody and nothing. */
export interface Names {
  memberOf(externalUserId: string): string | null
  userOf(memberId: string): string | null
  entityOf(externalId: string): string | null
  externalOf(entityId: string): string | null
  /** The field of this key that the project has. */
  customField(key: string): OwnField | null
  /** The project's milestone of this name, however it is written. */
  milestoneNamed(name: string): string | null
  milestoneName(id: string): string | null
  /** Its cycle of this name, of those that are not completed. */
  cycleNamed(name: string): string | null
  cycleName(id: string): string | null
}

export type OwnField = Pick<CustomField, 'key' | 'type' | 'options' | 'required'>

export const customPrefix = 'customFields.'

/** undefined: it is no custom field. null: it is one that the project does not have. */
export const ownFieldOf = ({ ours }: Pick<FieldMap, 'ours'>, names: Names): OwnField | null | undefined =>
  ours.startsWith(customPrefix) ? names.customField(ours.slice(customPrefix.length)) : undefined
