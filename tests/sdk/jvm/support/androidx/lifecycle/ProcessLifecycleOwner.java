package androidx.lifecycle;

public final class ProcessLifecycleOwner implements LifecycleOwner {
  public static LifecycleOwner get() {
    return new ProcessLifecycleOwner();
  }

  @Override
  public Lifecycle getLifecycle() {
    return new Lifecycle();
  }
}
