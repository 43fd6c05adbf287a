import { createHash, type KeyObject, sign, verify } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { appVersionText } from './app-version.ts'

/**
 * Enrolment: an operator's claim becomes a booth's key that the fleet knows.
 *
 * 1. `POST /v1/enrolment/challenge` with the booth's public key: the fleet answers a nonce and its own public key.
 * 2. `POST /v1/enrolment` with claim, key, nonce and a signature over all of them. The claim is now bound to this key:
 *    posted again with it, it gets the same answer; with another key, `claim-used`.
 * 3. Both sides show six digits; the operator compares them and accepts or refuses.
 * 4. `GET /v1/enrolment`, signed, until that is done.
 */
const strict = { additionalProperties: false } as const
/** 32 bytes, base64url without padding. */
const bytes32 = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })
const signature = Type.String({ pattern: '^[A-Za-z0-9_-]{86}$' })

export const ChallengeRequest = Type.Object({ publicKey: bytes32 }, strict)
export type ChallengeRequest = Static<typeof ChallengeRequest>

export const ChallengeAnswer = Type.Object({ nonce: bytes32, fleetKey: bytes32 }, strict)
export type ChallengeAnswer = Static<typeof ChallengeAnswer>

export const EnrolmentRequest = Type.Object(
  {
    /** Ten characters, as `parseClaimCode` gives them. */
    claim: Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{10}$' }),
    publicKey: bytes32,
    nonce: bytes32,
    signature,
    appVersion: appVersionText,
  },
  strict,
)
export type EnrolmentRequest = Static<typeof EnrolmentRequest>

export const EnrolmentAnswer = Type.Object(
  {
    state: Type.Enum(['pending', 'accepted', 'refused']),
    boothId: Type.String({ pattern: '^booth-[0-9a-z]{10}$' }),
    /** The nonce under which this claim and this key first met: the six digits come from it. */
    nonce: bytes32,
  },
  strict,
)
export type EnrolmentAnswer = Static<typeof EnrolmentAnswer>

export interface EnrolmentTranscript {
  /** Ten characters. */
  readonly claim: string
  readonly publicKey: string
  readonly nonce: string
}

/** What the booth signs. The parts have fixed lengths or alphabets without NUL, so no two transcripts read alike. */
const transcriptBytes = (transcript: EnrolmentTranscript): Buffer =>
  Buffer.from(['quickid-enrolment-1', transcript.claim, transcript.publicKey, transcript.nonce].join('\0'))

export const signEnrolment = (transcript: EnrolmentTranscript, privateKey: KeyObject): string =>
  sign(null, transcriptBytes(transcript), privateKey).toString('base64url')

export const verifyEnrolment = (transcript: EnrolmentTranscript, text: string, publicKey: KeyObject): boolean =>
  verify(null, transcriptBytes(transcript), publicKey, Buffer.from(text, 'base64url'))

/**
 * The six digits that booth and console show. Each side computes them from the keys that it holds itself, so someone
 * in between who changed a key shows different digits on the two screens.
 */
export const confirmationCode = (transcript: EnrolmentTranscript, fleetKey: string): string => {
  const hash = createHash('sha256')
    .update('quickid-confirmation-1\0')
    .update(transcriptBytes(transcript))
    .update(`\0${fleetKey}`)
  // 48 bits over 10^6: the bias is below 4e-9.
  return String(hash.digest().readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
}
