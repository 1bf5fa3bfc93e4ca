// A BAM file to a Parquet file, with its counts as JSON. A damaged BAM fails the task, and no table appears.
// Add the `conda` or `container` of your site that has rogtk-shim.
process ROGTKSHIM_BAMTOPARQUET {
    tag "$meta.id"
    label 'process_low'

    input:
    tuple val(meta), path(bam)

    output:
    tuple val(meta), path("${prefix}.parquet"), emit: parquet
    tuple val(meta), path("${prefix}.json")   , emit: stats
    path "versions.yml"                       , emit: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    rogtk-shim bam to-parquet \\
        $bam \\
        ${prefix}.parquet \\
        --threads ${task.cpus} \\
        --stats ${prefix}.json \\
        $args

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        rogtkshim: \$(rogtk-shim --version)
    END_VERSIONS
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    touch ${prefix}.parquet ${prefix}.json

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        rogtkshim: \$(rogtk-shim --version)
    END_VERSIONS
    """
}
