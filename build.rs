//! Builds again when a template changes or is added: they are part of the binary.

fn main() {
    println!("cargo:rerun-if-changed=templates");
}
