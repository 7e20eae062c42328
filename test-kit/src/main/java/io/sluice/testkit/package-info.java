/** What tests of every service share: a real PostgreSQL, real keys and tokens, the house rules. */
package io.sluice.testkit;
