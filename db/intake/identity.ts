/** Who handed a report in: the shape of what is sealed before it is stored. Only the console, with the office's private key, reads it again. */
import { z } from 'zod';

export const identitySchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('witness'),
  name: z.string().max(200).optional(),
  email: z.string().max(320).optional(),
  phone: z.string().max(60).optional(),
});

export type Identity = z.infer<typeof identitySchema>;
