package io.sluice.review.support;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.testkit.TestPlatform;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test against the running service, with a real database and a registry over HTTP. */
@QuarkusTest
@QuarkusTestResource(TestPlatform.class)
@QuarkusTestResource(RegistryResource.class)
@QuarkusTestResource(ModelResource.class)
@QuarkusTestResource(RolloutResource.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ReviewTest {}
