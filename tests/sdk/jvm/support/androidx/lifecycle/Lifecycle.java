package androidx.lifecycle;

public class Lifecycle {
  public void addObserver(LifecycleObserver observer) {}
}
