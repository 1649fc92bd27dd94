/** Security headers of every answer. One table per surface would hide the differences: here both are read side by side. */
import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { SurfacePolicy } from './surface.ts';

/** The nonce of this answer; empty where the surface has no inline script. */
export function nonceOf(response: Response): string {
  const { nonce } = response.locals as { nonce?: string };
  return nonce ?? '';
}

/**
 * Sets them before anything else can answer. Nothing dynamic is ever stored by a browser or a proxy (`no-store`); static files override that themselves.
 * `same-origin` and not `no-referrer`: with the latter browsers send `Origin: null` on form posts without JavaScript, and every form would be refused.
 */
export function securityHeaders(policy: SurfacePolicy, secure: boolean): RequestHandler {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: policy.hydrates ? ["'self'", (_, response) => `'nonce-${nonceOf(response as Response)}'`] : ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'", ...policy.images],
        mediaSrc: policy.media.length > 0 ? policy.media : ["'none'"],
        frameSrc: policy.frames.length > 0 ? policy.frames : ["'none'"],
        connectSrc: ["'self'", ...policy.connect],
        workerSrc: ["'self'"],
        formAction: ["'self'", ...policy.forms],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    xFrameOptions: { action: 'deny' },
    xDnsPrefetchControl: { allow: false },
  });
  return (request, response, next) => {
    if (policy.hydrates) response.locals.nonce = randomBytes(18).toString('base64url');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Permissions-Policy', permissionsFor(policy, request.path));
    protect(request, response, next);
  };
}

/** The one page on which a witness may record their voice. */
const recordsOn = '/report/statement';

const features = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
];
const refuseAll = features.map((feature) => `${feature}=()`).join(', ');
const allowMicrophone = refuseAll.replace('microphone=()', 'microphone=(self)');

function permissionsFor(policy: SurfacePolicy, path: string): string {
  return !policy.hydrates && path === recordsOn ? allowMicrophone : refuseAll;
}
