package io.sluice.registry;

import io.quarkus.test.common.WithTestResource;
import io.sluice.testkit.TestPlatform;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test of the running service, with a database and a repository of the test run. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@io.quarkus.test.junit.QuarkusTest
@WithTestResource(TestPlatform.class)
public @interface RegistryTest {}
