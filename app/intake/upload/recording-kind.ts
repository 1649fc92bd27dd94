/** Whether a file can be a recorded statement, by the type that the browser gives it. One that names no type is believed: staff hear what it is. */
export function mayBeRecording(type: string): boolean {
  return /^(audio|video)\/|^application\/(ogg|octet-stream)$|^$/i.test(type);
}
