export { readTextFile, writeNewTextFile, writeTextFile } from './durable-file.ts'
export { hashSecret, isSecretOf, type ScryptCost } from './scrypt-hash.ts'
