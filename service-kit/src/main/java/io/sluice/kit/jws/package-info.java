/** Signed statements (JWS, RFC 7515) with ES256: signing, key sets, verification. */
@NullMarked
package io.sluice.kit.jws;

import org.jspecify.annotations.NullMarked;
