import type { JSONSchema7 } from '@ai-sdk/provider'
import type * as z from 'zod'
import type { Usage } from '../catalogue/price.ts'
import type { Attempt } from '../model-error.ts'

/** What a model wants a tool to do. */
export interface ToolCall {
  /** Which result is its answer; unique within a conversation. */
  readonly id: string
  readonly name: string
  /** A JSON object, as text: whether it fits the tool's parameters, whoever runs the tool has to see. */
  readonly arguments: string
}

/**
 * What a model said, as it gave it: the order of its parts, and what it wants to see again, such as the signatures of its thoughts.
 * JSON, for the model alone; goes back unchanged with the message, and other models do not get it.
 */
export interface ProviderData {
  readonly model: string
  readonly parts: readonly unknown[]
}

export interface AssistantMessage {
  readonly role: 'assistant'
  readonly content: string
  readonly toolCalls?: readonly ToolCall[]
  /** Of the answer that this message was; who changes `content` or `toolCalls` leaves it out. */
  readonly providerData?: ProviderData | null
}

/** What came of a tool call; stands after the message that has the call. */
export interface ToolMessage {
  readonly role: 'tool'
  readonly toolCallId: string
  readonly name: string
  readonly content: string
}

export type Message = { readonly role: 'system' | 'user'; readonly content: string } | AssistantMessage | ToolMessage

export interface Tool {
  /** Letters, digits, `_` and `-`; 64 at most. */
  readonly name: string
  readonly description: string
  /** JSON Schema of an object. */
  readonly parameters: JSONSchema7
}

/** What is asked, of whichever model. */
export interface Question {
  readonly messages: readonly Message[]
  readonly tools?: readonly Tool[]
  /** required: it has to call one. By default `auto`: as it likes. */
  readonly toolChoice?: 'auto' | 'required' | 'none'
  /** In tokens. */
  readonly maxOutput?: number
  /** 0 to 2, as far as a model knows it. */
  readonly temperature?: number
  readonly signal?: AbortSignal
}

/** With `schema` or `jsonSchema` the answer is JSON; with `onText` it is told as it comes. */
export interface ModelRequest<T = undefined> extends Question {
  /** `provider/model`, in the order in which they are asked. */
  readonly chain: readonly string[]
  /** In the place of `maxOutput`: what each model of the chain may answer, in tokens; undefined: as much as `maxOutput` says. */
  readonly maxOutputOf?: (model: string) => number | undefined
  /** The answer fits it, or there is none. */
  readonly schema?: z.ZodType<T>
  /** In the place of `schema`: the model is given it, and the answer is JSON; whether it fits is not looked at. */
  readonly jsonSchema?: { readonly name: string; readonly schema: JSONSchema7 }
  /** Told each piece of text at once, so that no other model can be asked afterwards. Not told of JSON, which may have to be mended. */
  readonly onText?: (text: string) => void
}

/** length: it was cut off at `maxOutput`, or where the model's window ends. */
export type Finish = 'stop' | 'length' | 'tool-calls' | 'other'

/** What a model said. */
export interface Said {
  /** May be empty where it calls tools. */
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly finish: Finish
  /** Goes back with the next turn; null: it is plain text. */
  readonly providerData: ProviderData | null
}

export interface ModelAnswer<T = undefined> extends Said {
  /** What the schema made of it; undefined without one, and where tools are called instead. */
  readonly value: T | undefined
  /** Who served, as `provider/model`. */
  readonly model: string
  /** In their order; the last one served. */
  readonly attempts: readonly Attempt[]
  /** Of all attempts. */
  readonly usage: Usage
  /** Of all attempts, in USD; null: of one no price is known. */
  readonly costUsd: number | null
  readonly latencyMs: number
}
