/** node-webcam ships no types; only what this driver uses is stated. */
declare module 'node-webcam' {
  export interface Webcam {
    capture(location: string, callback: (error: Error | null, location?: string) => void): void
    /** Forgets the shots that it keeps. */
    clear(): void
  }
  const NodeWebcam: { FSWebcam: new (options: Record<string, unknown>) => Webcam }
  export default NodeWebcam
}
