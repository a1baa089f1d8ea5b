import type { CalendarDate, Timestamp } from '../json.ts'
import type { Condition } from './condition.ts'

/** A choice of fixed values. */
export interface ChoiceField<T> {
  eq(value: T): Condition
  ne(value: T): Condition
  in(values: readonly T[]): Condition
}

/** Text. */
export interface TextField extends ChoiceField<string> {
  startsWith(text: string): Condition
  endsWith(text: string): Condition
  contains(text: string): Condition
  /** True where the regular expression is found in the text. RE2 syntax: time is linear, look-around and back-references do not exist. */
  matches(pattern: string): Condition
}

/** Something with an order: numbers, days, instants. */
export interface OrderedField<T> extends ChoiceField<T> {
  /** Greater, or later. */
  gt(value: T): Condition
  gte(value: T): Condition
  /** Less, or earlier. */
  lt(value: T): Condition
  lte(value: T): Condition
}

/** A number. */
export interface NumberField extends OrderedField<number> {}
/** An instant; compare it with a `Date` or an ISO text such as `2026-11-22T20:51:00Z`. */
export interface TimeField extends Omit<OrderedField<Date | Timestamp>, 'in'> {}
/** A calendar day such as `2026-11-22`. */
export interface DayField extends OrderedField<CalendarDate> {}

export interface BooleanField {
  eq(value: boolean): Condition
  ne(value: boolean): Condition
}

export interface ListField<T> {
  /** True when the value is one of the list's. */
  has(value: T): Condition
  isEmpty(): Condition
  /** True when one of the elements meets the condition. Lists with more than 1,000 elements meet none. */
  some(test: (item: Field<T>) => Condition): Condition
}

export interface MapField<T> {
  /** True when the key is there. */
  has(key: string): Condition
  /** The value at the key; a comparison with a missing key is false. */
  get(key: string): Field<T> & OptionalField
}

/** A field that may be null or missing. Comparisons with null or nothing are false, except `ne`. */
export interface OptionalField {
  /** True when there is a value, neither null nor missing. */
  exists(): Condition
}

/** A field whose type is not known. */
export interface AnyField extends OptionalField {
  eq(value: string | number | boolean | null): Condition
  ne(value: string | number | boolean | null): Condition
  in(values: readonly (string | number | boolean)[]): Condition
  gt(value: string | number): Condition
  gte(value: string | number): Condition
  lt(value: string | number): Condition
  lte(value: string | number): Condition
  has(value: string | number | boolean): Condition
  startsWith(text: string): Condition
  endsWith(text: string): Condition
  contains(text: string): Condition
  /** RE2 syntax. */
  matches(pattern: string): Condition
  get(key: string): AnyField
}

/** A field of an event that says what changed. */
export interface ChangedField {
  /** True when the event is of a change of this field. */
  changed(): Condition
}

type IsUnknown<T> = unknown extends T ? true : false

/** What a condition can ask of a value of type `T`. */
export type Field<T> =
  IsUnknown<T> extends true
    ? AnyField
    : null extends T
      ? Present<NonNullable<T>> & OptionalField
      : undefined extends T
        ? Present<NonNullable<T>> & OptionalField
        : Present<T>

type Present<T> = [T] extends [boolean]
  ? BooleanField
  : [T] extends [string]
    ? '__form' extends keyof T
      ? [T] extends [{ readonly __form?: 'timestamp' }]
        ? TimeField
        : DayField
      : string extends T
        ? TextField
        : ChoiceField<T>
    : [T] extends [number]
      ? NumberField
      : [T] extends [readonly (infer U)[]]
        ? ListField<U>
        : [T] extends [object]
          ? string extends keyof T
            ? MapField<T[keyof T]>
            : Fields<T>
          : AnyField

/** The fields of an object; of a union, those that all its members have. */
export type Fields<T> = { readonly [K in Extract<keyof T, string>]-?: Field<T[K]> }

type Tracked<T> = { readonly [K in Extract<keyof T, string>]-?: Field<T[K]> & ChangedField }

/** What a condition sees of an event. */
export type EventFields<E> = {
  readonly [K in Extract<keyof E, string>]-?: [E] extends [{ readonly changes: unknown }]
    ? string extends keyof E[K]
      ? Field<E[K]>
      : 'createdAt' extends keyof E[K]
        ? Tracked<E[K]>
        : Field<E[K]>
    : Field<E[K]>
}

/** A condition on an event of type `E`: a function that is called once, when the file is loaded (or the wait starts), or `cel`. */
export type If<E> = Condition | ((event: EventFields<E>) => Condition)
