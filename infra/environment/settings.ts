/** From variables to the arguments of the adapters, which never see an environment. */
import type { ScannerSettings } from '../scanner/scanner.ts';
import type { StoreSettings } from '../store/client.ts';
import type { ScannerEnvironment, StoreEnvironment } from './schema.ts';

/** The argument of `openStore`. */
export function storeSettings(environment: StoreEnvironment): StoreSettings {
  return {
    endpoint: environment.S3_ENDPOINT,
    publicEndpoint: environment.S3_PUBLIC_ENDPOINT,
    region: environment.S3_REGION,
    forcePathStyle: environment.S3_FORCE_PATH_STYLE,
    accessKeyId: environment.S3_ACCESS_KEY_ID,
    secretAccessKey: environment.S3_SECRET_ACCESS_KEY,
    prefix: environment.S3_BUCKET_PREFIX,
    encryption: environment.S3_SSE,
  };
}

/** The argument of `openScanner`. */
export function scannerSettings(environment: ScannerEnvironment): ScannerSettings {
  const { CLAMD_SOCKET: socket, CLAMD_HOST: host, CLAMD_PORT: port, CLAMD_SIGNATURES: signatures } = environment;
  if (socket !== undefined) return { address: { socket }, signatures };
  if (host === undefined || port === undefined) throw new TypeError('the schema lets no environment without a scanner pass');
  return { address: { host, port }, signatures };
}
