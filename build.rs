//! Gives the Windows program its icon and version: Explorer shows them, and an office can see which version it has.

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=windows/kaikaku.ico");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("windows") {
        return Ok(());
    }
    // Of tests and examples Cargo links none of it: the resource goes with the program alone.
    let mut resource = winresource::WindowsResource::new();
    resource
        .set_icon("windows/kaikaku.ico")
        .set_language(0x0411)
        .set("ProductName", "kaikaku（改革）")
        .set("FileDescription", "行政改革プランの報告書を作る")
        .set("OriginalFilename", "kaikaku.exe");
    resource.compile()
}
